// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's variables look like it.
import { describe, expect, it } from 'vitest';
import { programName } from '../../../grammar/command.ts';
import { readShell } from '../../../grammar/shell/index.ts';
import { line } from './words.ts';

const only = (text: string) => {
  const { commands } = readShell(text);
  expect(commands).toHaveLength(1);
  return commands[0]!;
};

describe('prefixes', () => {
  it.each([
    ['sudo -u root -E serve -u 1', 'sudo -u root -E: serve -u 1'],
    ['env A=1 -u B /usr/bin/env serve', 'env A=1 -u B /usr/bin/env: serve'],
    ['exec nohup nice -n 5 timeout -k 9 30m time serve', 'exec nohup nice -n 5 timeout -k 9 30m time: serve'],
    [
      'mpirun -n 2 --allow-run-as-root -mca btl ^openib python3 run.py -n 1',
      'mpirun -n 2 --allow-run-as-root -mca btl ^openib python3: run.py -n 1',
    ],
    [
      'srun -N 2 --mpi=pmix --ntasks 16 $OPTIONS trtllm-llmapi-launch trtllm-serve m',
      'srun -N 2 --mpi=pmix --ntasks 16 ? trtllm-llmapi-launch: trtllm-serve m',
    ],
    ['numactl --cpunodebind=0 --membind 0 serve', 'numactl --cpunodebind=0 --membind 0: serve'],
    ['nsys profile -o out --trace=cuda vllm bench', 'nsys profile -o out --trace=cuda: vllm bench'],
    ['nsys stats out', 'nsys stats out'],
    ['python3 -u script.py --x', 'python3 -u: script.py --x'],
    [
      'python -m vllm.entrypoints.openai.api_server --model m',
      'python -m: vllm.entrypoints.openai.api_server --model m',
    ],
    ['/opt/venv/bin/python3.12 -W ignore a.py', '/opt/venv/bin/python3.12 -W ignore: a.py'],
    ['python3 -c "import x" y', 'python3 -c import x y'],
    ['python3', 'python3'],
    [
      'python3 -m torch.distributed.run --nproc_per_node 8 --standalone train.py --x',
      'python3 -m torch.distributed.run --nproc_per_node 8 --standalone: train.py --x',
    ],
    ['torchrun --nproc-per-node=2 -m pkg.run', 'torchrun --nproc-per-node=2 -m: pkg.run'],
    ['uv run --with vllm vllm serve m', 'uv run --with vllm: vllm serve m'],
    ['uv pip install vllm', 'uv pip install vllm'],
    ['conda run -n env vllm serve', 'conda run -n env: vllm serve'],
    ['kubectl exec -it pod -c main -- vllm serve m', 'kubectl exec -it pod -c main --: vllm serve m'],
    ['kubectl apply -f x', 'kubectl apply -f x'],
    ['docker build -t x .', 'docker build -t x .'],
    ['docker exec -it -e A=1 box trtllm-build --x', 'docker exec -it -e A=1 box: trtllm-build --x'],
    ['sudo', 'sudo'],
    ['command -v python3', 'command -v python3'],
    ['env', 'env'],
    ['$RUNNER vllm serve', '? vllm serve'],
  ])('%s', (text, expected) => expect(line(only(text))).toBe(expected));

  it('takes variables from env and from options', () => {
    const { env } = only(
      'sudo A=1 env B="x y" docker run -e C=3 --env=D=4 -e E -e B mpirun image mpirun -x F=6 serve',
    );
    const values = Object.fromEntries(Object.entries(env).map(([name, { value }]) => [name, value]));
    expect(values).toEqual({ B: 'x y', C: '3', D: '4' });
  });

  it.each([
    'docker run image serve',
    'docker exec box serve',
    'docker compose run --rm app serve',
    'ssh -p 22 host serve',
    'kubectl exec pod -- serve',
    'ray job submit -- serve',
  ])('hands no variable of the shell on through %s', (text) => {
    const { commands } = readShell(`export CUDA_VISIBLE_DEVICES=0\n${text}\n`);
    expect(commands.at(-1)?.env).toEqual({});
  });

  it.each([
    ['ssh -p 22 me@host "vllm serve m --port 1"', 'ssh -p 22 me@host: vllm serve m --port 1'],
    ['ssh host', 'ssh host'],
    ["tmux new-session -d -s v 'vllm serve m'", 'tmux new-session -d -s v: vllm serve m'],
    ['tmux send-keys -t v "vllm serve m" C-m', 'tmux send-keys -t v: vllm serve m'],
    ['tmux ls', 'tmux ls'],
    ['screen -dmS v bash -lc "vllm serve m"', 'screen -dmS v bash -lc: vllm serve m'],
    ['su - user -c "vllm serve m"', 'su - user -c: vllm serve m'],
    ['su user', 'su user'],
    ['script -qc "vllm serve m" log', 'script -qc: vllm serve m'],
    ['flock /tmp/gpu -c "vllm serve m"', 'flock /tmp/gpu -c: vllm serve m'],
    ['flock -w 5 /tmp/gpu vllm serve m', 'flock -w 5 /tmp/gpu: vllm serve m'],
    ['gosu app vllm serve m', 'gosu app: vllm serve m'],
    ['chrt -r 1 taskset -c 0-7 vllm serve m', 'chrt -r 1 taskset -c 0-7: vllm serve m'],
    ['enroot start --rw -e A=1 box vllm serve m', 'enroot start --rw -e A=1 box: vllm serve m'],
    [
      'docker compose -f a.yml run --rm app vllm serve m',
      'docker compose -f a.yml run --rm app: vllm serve m',
    ],
    ['docker compose up -d app', 'docker compose up -d app'],
    ['ray job submit --working-dir . -- vllm serve m', 'ray job submit --working-dir . --: vllm serve m'],
  ])('takes off %s', (text, expected) => expect(line(only(text))).toBe(expected));

  it.each([
    [
      'docker run --rm -it --gpus all -p8000:8000 -v /a:/b --ipc=host vllm/vllm-openai:v0.11.0 --model m',
      'vllm/vllm-openai:v0.11.0',
      '? --model m',
    ],
    [
      'docker run -itd --name x nvcr.io/nvidia/tritonserver:25.01 tritonserver --model-repository /m',
      'nvcr.io/nvidia/tritonserver:25.01',
      'tritonserver --model-repository /m',
    ],
    ['podman run image', 'image', '?'],
    ['docker run --entrypoint python3 image -m a.b --c', 'image', 'a.b --c'],
    ['docker run -itv /a:/b image bash -c "vllm serve m"', 'image', 'vllm serve m'],
    ['srun --container-image=a/b:1 --container-mounts x:y trtllm-serve m', 'a/b:1', 'trtllm-serve m'],
    ['apptainer exec --nv -B /x image.sif vllm serve m', 'image.sif', 'vllm serve m'],
  ])('knows the image of %s', (text, image, command) => {
    const found = only(text);
    expect(found.image?.value).toBe(image);
    expect(line({ ...found, prefix: [] })).toBe(command);
  });

  it('leaves the program of an image without a place of its own', () => {
    const text = 'docker run image --model m';
    expect(only(text).program).toEqual({ value: undefined, raw: '', range: { start: 17, end: 17 } });
  });

  it('knows a program by the last part of its path', () => {
    expect(programName(only('/usr/local/bin/trtllm-build x'))).toBe('trtllm-build');
    expect(programName(only('python3 $DIR/convert_checkpoint.py'))).toBe('convert_checkpoint.py');
    expect(programName(only('$TOOL-build x'))).toBeUndefined();
  });
});
