import { describe, expect, it } from 'vitest';
import { identify, indexOf } from '../../../client/panel/identify.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { byDefault } from '../../../deployment/traced.ts';
import { deployment } from './fixtures.ts';

const plain: Deployment = { ...deployment, name: 'resnet', engine: { name: byDefault('triton', 'Triton') } };
const note = { ...deployment, name: 'llama', path: 'notes.md' };
const all = [plain, note, note, deployment];

describe('identify', () => {
  it('tells apart the deployments of one file, even of one name', () => {
    expect(new Set(identify(all)).size).toBe(all.length);
    expect(identify(all)[1]).toBe('notes.md llama');
  });

  it('finds back each by its identifier', () => {
    identify(all).forEach((id, index) => void expect(indexOf(all, id)).toBe(index));
  });

  it('takes a path or a name from the host', () => {
    expect(indexOf(all, 'notes.md')).toBe(1);
    expect(indexOf(all, 'tensorrt_llm')).toBe(3);
  });

  it('starts with the first that serves a language model', () => {
    expect(indexOf(all, undefined)).toBe(1);
    expect(indexOf(all, 'gone')).toBe(1);
    expect(indexOf([plain], undefined)).toBe(0);
  });
});
