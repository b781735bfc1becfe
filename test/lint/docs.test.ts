import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderRule } from '../../lint/docs/render.ts';
import { rules } from '../../lint/registry.ts';
import { renderEngines } from '../../scripts/docs/engines.ts';
import { rulePages } from '../../scripts/docs/rule-pages.ts';

const root = join(import.meta.dirname, '../..');

describe('docs/rules', () => {
  it('is what the rules say: `npx tsx scripts/docs/build.ts` writes it', () => {
    const pages = rulePages();
    const written = readdirSync(join(root, 'docs/rules')).map((name) => `docs/rules/${name}`);
    expect(written.sort()).toEqual([...pages.keys()].sort());
    for (const [path, text] of pages) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  });

  it('shows examples without their marks', () => {
    for (const rule of rules) expect(renderRule(rule)).not.toMatch(/[«»]/);
  });
});

describe('docs/engines.md', () => {
  it('is what catalogue and rules say: `npx tsx scripts/docs/build.ts` writes it', () => {
    expect(readFileSync(join(root, 'docs/engines.md'), 'utf8')).toBe(renderEngines());
  });

  it('has nothing empty in it', () => {
    expect(renderEngines()).not.toMatch(/\|[ \t]*\||undefined/);
  });
});
