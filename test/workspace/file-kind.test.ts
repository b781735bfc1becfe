import { describe, expect, it } from 'vitest';
import { fileKind } from '../../workspace/file-kind.ts';

describe('fileKind', () => {
  it.each([
    ['repo/model/config.pbtxt', 'triton-config'],
    ['repo/model/configs/h100.pbtxt', 'triton-config'],
    ['bert.PBTXT', 'triton-config'],
    ['build.sh', 'shell'],
    ['job.sbatch', 'shell'],
    ['job.slurm', 'shell'],
    ['README.md', 'markdown'],
    ['k8s/vllm.yaml', 'yaml'],
    ['compose.yml', 'yaml'],
    ['Dockerfile', 'dockerfile'],
    ['Dockerfile.trtllm', 'dockerfile'],
    ['docker/Containerfile', 'dockerfile'],
    ['serve.dockerfile', 'dockerfile'],
    ['dockerfiles', 'other'],
    ['serve.py', 'python'],
    ['guide.ipynb', 'notebook'],
    ['vllm.yaml.tftpl', 'yaml'],
    ['vllm.tftpl', 'yaml'],
    ['start.sh.tftpl', 'shell'],
    ['config.json', 'json'],
    ['model.plan', 'other'],
    ['LICENSE', 'other'],
    ['.gitignore', 'other'],
  ] as const)('reads %s by its name as %s', (path, kind) => expect(fileKind(path)).toBe(kind));

  it.each([
    ['#!/bin/bash\necho', 'shell'],
    ['#!/usr/bin/env -S bash -e\r\necho', 'shell'],
    ['#! /bin/sh', 'shell'],
    ['#!/usr/bin/env python3\n', 'python'],
    ['#!/usr/bin/fish\n', 'other'],
    ['#!/usr/bin/perl\nsh', 'other'],
    ['echo bash', 'other'],
    ['', 'other'],
  ] as const)('reads the first line %j as %s', (text, kind) =>
    expect(fileKind('bin/serve', text)).toBe(kind),
  );

  it('lets the name decide before the first line', () => {
    expect(fileKind('notes.md', '#!/bin/bash')).toBe('markdown');
  });
});
