import { describe, expect, it } from 'vitest';
import { html } from '../../../../cli/report/html/markup.ts';
import { htmlReport, type ReportContent } from '../../../../cli/report/html/report.ts';
import { compare, economicsOf } from '../../../../simulator/index.ts';
import { questionOf } from '../../../client/panel/simulation/question.ts';

const { spec, workload } = questionOf();
const predictions = compare(spec, { ...workload, requests: 200 }, ['static', 'inflight']);
const content: ReportContent = {
  spec,
  workload,
  predictions,
  detailed: predictions,
  economics: predictions.map((prediction) => economicsOf(spec, prediction, 2)),
  price: 2,
  assumptions: [{ what: 'pipeline parallelism', value: '1', because: 'every engine defaults to one stage' }],
  notes: ['a note with <b>markup</b>'],
  command: "batchwise simulate 'a & b'",
  version: '1.2.3',
};

describe('html', () => {
  it('escapes what is put in, joins lists and leaves out what is absent', () => {
    const cell = (text: string) => html`<td>${text}</td>`;
    expect(html`<tr title="${'"<&'}">${['a', '<'].map(cell)}${undefined}${false}${0}</tr>`.text).toBe(
      '<tr title="&quot;&lt;&amp;"><td>a</td><td>&lt;</td>0</tr>',
    );
  });
});

describe('htmlReport', () => {
  const page = htmlReport(content);

  it('needs no script, no other file and no network', () => {
    expect(page).not.toMatch(/<script|<link|<img|\bon\w+=|url\(|https?:/i);
    expect(page).toContain("default-src 'none'");
  });

  it('has every figure that the terminal has, the better one marked', () => {
    expect(page).toMatch(/time to first token, p50<\/th><td class="(best|grows|)">/);
    expect(page).toMatch(
      /requests per second<\/th><td class="">[\d.]+<\/td><td class="best">[\d.]+<\/td><td>[\d.]+×/,
    );
    expect(page).toContain('Where the time of a mean request goes');
    expect(page).toContain('Cost and energy');
    expect(page).toContain('In-flight serves');
  });

  it('draws memory to scale and who ran when', () => {
    const widths = [...page.matchAll(/<rect class="[\w-]+" x="[\d.]+%" width="([\d.]+)%" height="100%">/g)];
    const whole = widths.reduce((sum, [, width]) => sum + Number(width), 0);
    const { memory } = predictions[0]!;
    expect(whole).toBeCloseTo((100 * (memory.gpuBytes - memory.freeBytes)) / memory.gpuBytes, 1);
    expect(page.match(/<g><title>request /g)!.length).toBeGreaterThan(20);
    expect(htmlReport({ ...content, detailed: [] })).not.toContain('Who ran when');
  });

  it('says what was assumed and how to make it again, as text', () => {
    expect(page).toContain('pipeline parallelism = 1: every engine defaults to one stage');
    expect(page).toContain('a note with &lt;b&gt;markup&lt;/b&gt;');
    expect(page).toContain("batchwise simulate 'a &amp; b'");
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, end, name, rest] of page.matchAll(/<(\/?)([a-z]\w*)([^>]*)>/g)) {
      if (['meta'].includes(name!) || rest!.endsWith('/')) continue;
      if (end) expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
  });
});
