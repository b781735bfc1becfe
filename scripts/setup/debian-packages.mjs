import { existsSync } from 'node:fs';
import { findChromium, findProgram } from './paths.mjs';
import { say } from './progress.mjs';
import { run } from './run.mjs';

/** What the tests need of the system: the program that must be there, and the Debian package that has it. */
const needs = [
  { found: findChromium, packages: ['chromium', 'fonts-dejavu-core'] },
  { found: () => findProgram('rg'), packages: ['ripgrep'] },
  { found: () => findProgram('g++') && findProgram('make'), packages: ['build-essential'] },
  { found: () => findProgram('python3'), packages: ['python3'] },
  // The C++ reader of the text format, to hold ours against.
  { found: () => findProgram('protoc'), packages: ['protobuf-compiler'] },
];

/** Installs what is missing, as root or with a sudo that asks nothing. Answers why not, where it cannot. */
export async function installDebianPackages() {
  const missing = needs.filter(({ found }) => !found()).flatMap(({ packages }) => packages);
  if (missing.length === 0) return undefined;
  if (!existsSync('/usr/bin/apt-get')) return `${missing.join(', ')} missing, and there is no apt-get`;
  const before = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (before.length > 0 && !(await canSudo())) return `${missing.join(', ')} missing, and no root rights`;
  const apt = (...args) => {
    const [program, ...rest] = [...before, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
    return run(program, rest, { quiet: true });
  };
  say(`Installing Debian packages: ${missing.join(' ')}`);
  try {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...missing);
    return undefined;
  } catch (error) {
    return `apt-get could not install ${missing.join(' ')}: ${error.message}`;
  }
}

const canSudo = () =>
  run('sudo', ['-n', 'true'], { quiet: true }).then(
    () => true,
    () => false,
  );
