/** A program that runs the program named by its arguments. */
export interface Wrapper {
  /** Options that take the next words as their value, with how many; `--option=value` needs no entry. */
  readonly valued: Readonly<Record<string, number>>;
  /** For programs with few switches: these take nothing, every other option takes the next word. */
  readonly switches?: RegExp;
  /** Words that stand before the program, such as the time of `timeout 30s`. */
  readonly operands?: number;
  /** Only with one of these first, of one word or several: `nsys profile`, but not `nsys stats`; `compose run`. */
  readonly subcommands?: ReadonlySet<string>;
  /** `NAME=value` before the program sets a variable. */
  readonly assignments?: true;
  /** Options whose value `NAME=value` sets a variable. */
  readonly environment?: ReadonlySet<string>;
  /** Options whose value is the container image. */
  readonly imageOption?: string;
  /** The first operand is the container image, and its entry point runs where no program follows. */
  readonly image?: 'operand';
  /** The option that names the program in place of the image's entry point. */
  readonly entrypointOption?: string;
  /** Nothing but `--` or a script ends the options, as in `kubectl exec pod -- vllm`. */
  readonly onlyAfterDashes?: true;
  /** An unknown word such as `$SRUN_OPTIONS` before the program holds options of its own. */
  readonly launcher?: true;
  /** Options that name what runs: `python3 -m module`. */
  readonly programOptions?: ReadonlySet<string>;
  /** Options that make the next word a script in another language or end the search: `python3 -c`. */
  readonly codeOptions?: ReadonlySet<string>;
  /** Options whose value is a script of the shell: `su user -c "…"`. */
  readonly scriptOptions?: ReadonlySet<string>;
  /** What runs may be given as one word that a shell reads: `ssh host "…"`. */
  readonly script?: true;
  /** What runs gets none of the variables around it, but those that an option hands on by name. */
  readonly freshEnvironment?: true;
}

const valued = (names: string, count = 1): Record<string, number> =>
  Object.fromEntries(names.split(' ').map((name) => [name, count]));
const none = valued('');

// Options as in the manual pages of coreutils, util-linux, sudo, numactl, Open MPI, MPICH, Slurm, Docker, Kubernetes,
// Apptainer, Enroot, OpenSSH, tmux, GNU Screen, Ray, Nsight Systems, PyTorch and CPython.
const mpi: Wrapper = {
  launcher: true,
  environment: new Set(['-x']),
  valued: {
    ...valued(
      '-n -np -c --np --n -N -H --host -host -hostfile --hostfile -machinefile --machinefile -f --map-by',
    ),
    ...valued(
      '--bind-to --rank-by -x -wdir -wd --wdir -cwd --output-filename -npernode --npernode --prefix -ppn',
    ),
    ...valued(
      '-map-by -bind-to -rank-by -hosts -iface -genvlist -envlist --timeout --oversubscribe-limit --tag',
    ),
    ...valued('-mca --mca -gmca --gmca -genv -env', 2),
  },
};
const container: Wrapper = {
  valued: none,
  switches:
    /^(-[ditPq]+|--(rm|init|privileged|read-only|no-healthcheck|oom-kill-disable|sig-proxy|publish-all|detach|interactive|tty|quiet|help|no-hosts|replace|tls-verify))$/,
  subcommands: new Set(['run']),
  environment: new Set(['-e', '--env']),
  image: 'operand',
  entrypointOption: '--entrypoint',
  freshEnvironment: true,
};
const containerExec: Wrapper = {
  valued: valued(
    '-e --env -u --user -w --workdir --detach-keys --env-file -f --file -p --project-name --profile --name -v --volume --publish --index',
  ),
  subcommands: new Set(['exec', 'compose run', 'compose exec']),
  environment: new Set(['-e', '--env']),
  operands: 1,
  freshEnvironment: true,
};
const apptainer: Wrapper = {
  valued: valued(
    '-B --bind --env --env-file --pwd --cwd -H --home -W --workdir -o --overlay -S --scratch --app --mount',
  ),
  subcommands: new Set(['exec', 'run']),
  environment: new Set(['--env']),
  image: 'operand',
};
const python: Wrapper = {
  valued: valued('-W -X --check-hash-based-pycs'),
  programOptions: new Set(['-m']),
  codeOptions: new Set(['-c', '-', '-V', '--version', '-h']),
};
const torchrun: Wrapper = {
  valued: none,
  switches: /^--(standalone|no[-_]python|run[-_]path|use[-_]env)$/,
  programOptions: new Set(['-m', '--module']),
};
const runner: Wrapper = {
  valued: valued(
    '-n --name -p --prefix --python --with --extra --group --directory --project --env-file --index-url',
  ),
  subcommands: new Set(['run']),
};
const shell: Wrapper = {
  valued: valued('-o +o -O +O --rcfile --init-file'),
  codeOptions: new Set(['-s', '--version', '--help']),
};

const byName: Readonly<Record<string, readonly Wrapper[]>> = {
  sudo: [
    {
      valued: valued('-u --user -g --group -C --close-from -D --chdir -h --host -p --prompt -R -r -t -T -U'),
      assignments: true,
    },
  ],
  env: [{ valued: valued('-u --unset -C --chdir'), assignments: true }],
  nohup: [{ valued: none }],
  setsid: [{ valued: none }],
  command: [{ valued: none, codeOptions: new Set(['-v', '-V']) }],
  builtin: [{ valued: none }],
  exec: [{ valued: valued('-a') }],
  time: [{ valued: valued('-f --format -o --output') }],
  nice: [{ valued: valued('-n --adjustment') }],
  ionice: [{ valued: valued('-c --class -n --classdata'), codeOptions: new Set(['-p']) }],
  stdbuf: [{ valued: valued('-i -o -e --input --output --error') }],
  timeout: [{ valued: valued('-s --signal -k --kill-after'), operands: 1 }],
  taskset: [{ valued: none, operands: 1, codeOptions: new Set(['-p', '-cp', '-pc']) }],
  numactl: [
    {
      valued: valued(
        '-N --cpunodebind -m --membind -i --interleave -C --physcpubind -p --preferred -P --weighted-interleave',
      ),
    },
  ],
  // The entry point of NVIDIA's images runs what it is given.
  'nvidia_entrypoint.sh': [{ valued: none }],
  tini: [{ valued: valued('-p -e') }],
  'dumb-init': [{ valued: valued('-r --rewrite') }],
  mpirun: [mpi],
  mpiexec: [mpi],
  orterun: [mpi],
  prterun: [mpi],
  srun: [
    {
      launcher: true,
      imageOption: '--container-image',
      valued: {
        ...valued('-n -N -c -p -A -t -J -w -x -o -e -i -D -G -C -q -m -B -d -r -M -T -S -L --nodes --ntasks'),
        ...valued(
          '--ntasks-per-node --ntasks-per-gpu --gpus --gpus-per-node --gpus-per-task --cpus-per-task --mem',
        ),
        ...valued(
          '--cpus-per-gpu --mem-per-cpu --mem-per-gpu --time --partition --account --job-name --nodelist',
        ),
        ...valued(
          '--exclude --output --error --input --mpi --container-image --container-mounts --container-name',
        ),
        ...valued(
          '--container-workdir --container-env --container-save --export --gres --cpu-bind --gpu-bind',
        ),
        ...valued(
          '--mem-bind --chdir --constraint --qos --distribution --het-group --reservation --open-mode',
        ),
        ...valued(
          '--jobid --network --prolog --epilog --task-prolog --task-epilog --signal --threads --tres-per-task',
        ),
        ...valued('--relative --dependency --hint --wait --switches --ntasks-per-socket --ntasks-per-core'),
      },
    },
  ],
  'trtllm-llmapi-launch': [{ valued: none }],
  nsys: [
    {
      subcommands: new Set(['profile', 'launch']),
      valued: valued(
        '-o --output -t --trace -c --capture-range -y --delay -d --duration -s --sample -e --env-var -f --force-overwrite -w --show-output -x --stop-on-exit -b --backtrace --session --capture-range-end --cuda-graph-trace --stats --kill -k --gpu-metrics-devices --cuda-memory-usage --python-sampling',
      ),
    },
  ],
  docker: [container, containerExec],
  podman: [container, containerExec],
  nerdctl: [container, containerExec],
  'nvidia-docker': [container, containerExec],
  'docker-compose': [{ ...containerExec, subcommands: new Set(['run', 'exec']) }],
  kubectl: [{ valued: none, subcommands: new Set(['exec']), onlyAfterDashes: true, freshEnvironment: true }],
  enroot: [
    {
      valued: valued('-c --conf -e --env -m --mount'),
      subcommands: new Set(['start']),
      environment: new Set(['-e', '--env']),
      operands: 1,
    },
  ],
  ssh: [
    {
      valued: valued('-p -i -l -o -F -J -L -R -D -b -c -e -m -w -E -B -I -S -W'),
      operands: 1,
      script: true,
      freshEnvironment: true,
    },
  ],
  tmux: [
    {
      valued: valued('-s -t -n -c -x -y -e -F -L -S -f -l -p'),
      subcommands: new Set(['new-session', 'new', 'new-window', 'neww', 'split-window', 'send-keys', 'send']),
      script: true,
    },
  ],
  screen: [{ valued: valued('-S -dmS -c -e -h -p -s -t -T -Logfile'), script: true }],
  su: [
    {
      valued: valued('-g -G -s -w --shell --group'),
      scriptOptions: new Set(['-c', '--command']),
      onlyAfterDashes: true,
    },
  ],
  script: [
    {
      valued: valued('-I -O -B -T -m -E'),
      scriptOptions: new Set(['-c', '-qc', '--command']),
      onlyAfterDashes: true,
    },
  ],
  gosu: [{ valued: none, operands: 1 }],
  'su-exec': [{ valued: none, operands: 1 }],
  chroot: [{ valued: none, operands: 1 }],
  chrt: [{ valued: valued('-T -P -D'), operands: 1, codeOptions: new Set(['-p', '--pid']) }],
  flock: [
    {
      valued: valued('-w --timeout -E --conflict-exit-code'),
      operands: 1,
      scriptOptions: new Set(['-c', '--command']),
    },
  ],
  'xvfb-run': [{ valued: valued('-n -e -f -p -s -w') }],
  ray: [
    {
      valued: none,
      subcommands: new Set(['job submit']),
      onlyAfterDashes: true,
      freshEnvironment: true,
      script: true,
    },
  ],
  apptainer: [apptainer],
  singularity: [apptainer],
  torchrun: [torchrun],
  'torch.distributed.run': [torchrun],
  'torch.distributed.launch': [torchrun],
  uv: [runner],
  poetry: [runner],
  pipenv: [runner],
  pdm: [runner],
  pixi: [{ ...runner, valued: valued('-e --environment --manifest-path -p --platform') }],
  conda: [{ ...runner, valued: valued('-n --name -p --prefix --cwd') }],
  micromamba: [{ ...runner, valued: valued('-n --name -p --prefix --cwd') }],
};

export const isShell = (name: string): boolean => /^(ba|da|a|z)?sh$/.test(name);

/** How to take a program off as a prefix; several ways where it has several subcommands, none where it is no wrapper. */
export function wrappersOf(name: string): readonly Wrapper[] {
  if (/^(python|pypy)[\d.]*$/.test(name)) return [python];
  if (isShell(name)) return [shell];
  return Object.hasOwn(byName, name) ? byName[name]! : [];
}
