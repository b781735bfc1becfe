import { findTrtllmParameter, type TrtllmParameter } from '../../catalog/trtllm-parameters.ts';
import { covers } from '../../grammar/text.ts';
import { mapEntries, scalarField, stringValue } from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';

/** The key of the `parameters` entry around a scalar, where the tensorrtllm backend reads that key. */
export function trtllmParameterAt(root: MessageNode, scalar: ScalarNode): TrtllmParameter | undefined {
  const backend = scalarField(root, 'backend');
  // An excerpt on a page often leaves the backend out.
  if (backend && stringValue(backend) !== 'tensorrtllm') return undefined;
  const entry = mapEntries(root, 'parameters').find((one) => covers(one.entry.range, scalar.range.start));
  return entry && findTrtllmParameter(entry.keyText);
}

/** What a parameter of the tensorrtllm backend does, as Markdown. */
export function describeTrtllmParameter(parameter: TrtllmParameter): string {
  const { name, type, doc, notes, allowed, range, required, since, removedAfter } = parameter;
  const facts = [
    allowed && `One of: ${allowed.map((value) => `\`${value}\``).join(', ')}`,
    range && `From ${range[0]} to ${range[1]}`,
    required ? 'Must be set' : parameter.default !== undefined && `Default: \`${parameter.default || '""'}\``,
    since && `Since ${since} of the backend`,
    removedAfter && `**Last read by ${removedAfter}**`,
  ].filter((fact) => typeof fact === 'string');
  return [`\`\`\`pbtxt\n${name}: ${type}\n\`\`\``, doc, ...(notes ? [notes] : []), facts.join('  \n')].join(
    '\n\n',
  );
}
