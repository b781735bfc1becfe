import type { Traced } from '../../deployment/traced.ts';
import type { Range } from '../../grammar/text.ts';
import type { ReportDetails, RuleContext } from '../rule.ts';

/** The place of a value in a file; undefined for defaults and what was worked out. */
export function placeOf(traced: Traced<unknown> | undefined): { path: string; range: Range } | undefined {
  return traced?.origin.kind === 'file' ? traced.origin : undefined;
}

/** The first of some values that stands in a file. */
export const firstPlace = (
  ...values: readonly (Traced<unknown> | undefined)[]
): { path: string; range: Range } | undefined => placeOf(values.find((value) => placeOf(value)));

/** Reports where a value stands; silent about values that stand nowhere, since nobody wrote them. */
export function reportAt(
  context: RuleContext,
  traced: Traced<unknown> | undefined,
  message: string,
  more?: ReportDetails,
): void {
  const place = placeOf(traced);
  if (place) context.report(place.path, place.range, message, more);
}
