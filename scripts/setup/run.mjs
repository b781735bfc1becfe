import { spawn } from 'node:child_process';

/**
 * Runs a program to its end; rejects where it cannot be started or fails. `quiet` keeps its output back and
 * shows it only if it fails.
 */
export function run(program, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', ...options });
    const output = [];
    child.stdout?.on('data', (data) => output.push(data));
    child.stderr?.on('data', (data) => output.push(data));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const said = Buffer.concat(output).toString().split('\n').slice(-40).join('\n');
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const error = new Error(`${[program, ...args].join(' ')}: ${how}${said && `\n${said}`}`);
      error.code = code ?? 1;
      reject(error);
    });
  });
}
