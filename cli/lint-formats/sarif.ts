import { rulePage } from '../../lint/docs/location.ts';
import { rules } from '../../lint/registry.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { allFindings, type LintReport } from './report.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0, as code scanning takes it; the rules' metadata comes from the rules. */
export function formatSarif(report: LintReport): string {
  const used = [...new Set(allFindings(report).map((finding) => finding.code))].sort();
  const files = new Map(report.files.map(({ file }) => [file.path, file]));
  const prints = fingerprintsOf(report);
  const region = (path: string, range: { start: number; end: number }) => {
    const positions = files.get(path)?.lines.toPositions(range);
    return (
      positions && {
        startLine: positions.start.line + 1,
        startColumn: positions.start.character + 1,
        endLine: positions.end.line + 1,
        endColumn: positions.end.character + 1,
      }
    );
  };
  const location = (path: string, range: { start: number; end: number }) => ({
    physicalLocation: { artifactLocation: { uri: encodeURI(path) }, region: region(path, range) },
  });
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'batchwise',
              semanticVersion: report.version,
              rules: used.map((code) => {
                const rule = rules.find((candidate) => candidate.code === code);
                return rule
                  ? {
                      id: code,
                      name: rule.name,
                      shortDescription: { text: rule.summary },
                      fullDescription: { text: rule.why },
                      help: { text: rule.remedy },
                      helpUri: rulePage(rule.code),
                      defaultConfiguration: { level: levels[rule.severity] },
                    }
                  : { id: code };
              }),
            },
          },
          columnKind: 'utf16CodeUnits',
          results: allFindings(report).map((finding, index) => ({
            ruleId: finding.code,
            ruleIndex: used.indexOf(finding.code),
            level: levels[finding.severity],
            message: { text: finding.message },
            locations: [location(finding.path, finding.range)],
            relatedLocations: finding.related.map((related) => ({
              ...location(related.path, related.range),
              message: { text: related.message },
            })),
            partialFingerprints: { 'batchwise/v1': prints[index] },
            fixes: finding.fixes.map((fix) => ({
              description: { text: fix.title },
              artifactChanges: fix.edits.map((edit) => ({
                artifactLocation: { uri: encodeURI(edit.path) },
                replacements: [
                  { deletedRegion: region(edit.path, edit.range), insertedContent: { text: edit.text } },
                ],
              })),
            })),
          })),
        },
      ],
    },
    null,
    2,
  );
}
