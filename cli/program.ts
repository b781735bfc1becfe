import { Argument, Command, Option } from 'commander';
import { batchingKinds } from '../deployment/deployment.ts';
import { dimensions } from '../simulator/validation/dimensions.ts';
import { collect, oneOf, positiveNumber, someOf } from './options/choices.ts';
import { addDeploymentOptions } from './options/deployment-options.ts';
import { readServiceLevel } from './options/service-level.ts';
import { addTritonOptions } from './options/triton-options.ts';
import { addWorkloadOptions } from './options/workload-options.ts';
import { version } from './version.ts';

/** The whole command line. What a command needs is loaded when it runs, so that each starts fast. */
export function createProgram(): Command {
  const program = new Command('batchwise')
    .description('Checks and predicts LLM serving configurations before a GPU is booked.')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .exitOverride()
    .showHelpAfterError('(batchwise --help shows what there is)')
    .configureHelp({ showGlobalOptions: true });

  add(program, 'lint [paths...]', 'what is wrong with the configuration')
    .option(
      '--format <name>',
      'text, json, sarif, github, gitlab, junit, compact',
      oneOf('text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'compact'),
      'text',
    )
    .option(
      '--fail-on <severity>',
      'exit 1 at or above: error (unless said), warning, info, never',
      oneOf('error', 'warning', 'info', 'never'),
    )
    .option('--config <file>', 'in place of the nearest batchwise.yaml; flags take the place of its keys')
    .option('--no-config', 'read no batchwise.yaml')
    .option('--select <codes>', 'only these rules, by code, prefix or name', collect)
    .option('--ignore <codes>', 'not these', collect)
    .option('--fix', 'apply the safe fixes')
    .option('--fix-unsafe', 'apply every fix')
    .option('--diff', 'show what the fixes would change, change nothing')
    .option('--gpu <name>', 'the GPU to check against where the files name none')
    .option('--target <versions>', 'triton=26.07,trtllm=1.0,vllm=0.11', collect)
    .option('--no-auto-complete', "as with Triton's --disable-auto-complete-config")
    .option('--stdin-filename <path>', 'what `-` is called')
    .option('--baseline <file>', 'leave out the findings that it lists')
    .option('--write-baseline <file>', 'list what is found now, report nothing')
    .option('--statistics', 'count the findings by rule')
    .action(async (paths, options, command) =>
      (await import('./commands/lint.ts')).lintCommand(paths, options, command.optsWithGlobals()),
    );

  addTritonOptions(
    addWorkloadOptions(
      addDeploymentOptions(add(program, 'simulate [path]', 'predict latency, throughput and memory')),
    ),
  )
    .optionsGroup('Output:')
    .option('--compare <kinds>', 'static,dynamic,inflight side by side', someOf(...batchingKinds))
    .option('--format <name>', 'text, json', oneOf('text', 'json'), 'text')
    .option('--assert <condition>', 'such as "ttft_p99_ms<500"; exit 1 where it does not hold', collect)
    .option(
      '--slo <bounds>',
      'what a request is promised, as "ttft<500ms,tpot<50ms": counts those that got it',
      readServiceLevel,
    )
    .option('--gpu-price <n>', 'of one GPU for an hour: cost of a million tokens', positiveNumber)
    .option(
      '--static-wait-ms <n>',
      'a static batch waits to be full, for so long at most; without it an idle engine takes what waits',
      positiveNumber,
    )
    .option('--requests-out <file>', 'a CSV row for each request')
    .option('--html <file>', 'the report as one page, without scripts')
    .option(
      '--picture <of>',
      'slots over time, steps (of the first requests), none',
      oneOf('slots', 'steps', 'none'),
      'slots',
    )
    .option('--calibration <file>', 'factors from `batchwise calibrate`')
    .option(
      '--timing',
      'wall time in milliseconds; the JSON says whole seconds, so that equal runs give equal bytes',
    )
    .option('--deployment <name>', 'which one, where the path describes several')
    .action(async (path, options, command) =>
      options.latencyTable
        ? (await import('./commands/simulate-triton.ts')).simulateTritonCommand(
            path,
            options,
            command.optsWithGlobals(),
          )
        : (await import('./commands/simulate.ts')).simulateCommand(path, options, command.optsWithGlobals()),
    );

  add(program, 'validate <rows>', 'predictions scored against measured rows: a CSV')
    .option(
      '--by <columns>',
      'group by suite, engine, gpu, model, metric, class, version, weights, tp, concurrency, or several: engine,class',
      someOf(...dimensions),
    )
    .option('--format <name>', 'text, json', oneOf('text', 'json'), 'text')
    .action(async (rows, options, command) =>
      (await import('./commands/validate.ts')).validateCommand(rows, options, command.optsWithGlobals()),
    );

  addDeploymentOptions(
    add(
      program,
      'calibrate <inputs...>',
      'fit six factors to your own benchmark results; JSON for simulate --calibration',
    ).addHelpText(
      'after',
      '\nReads `vllm bench serve --save-result`, GenAI-Perf and AIPerf exports, `trtllm-bench --report_json` (with flags that\nsay what was served) and CSVs of measurements.',
    ),
  )
    .option('--config <path>', 'the configuration that was served, in place of flags')
    .option('--deployment <name>', 'which one, where the path describes several')
    .action(async (inputs, options, command) =>
      (await import('./commands/calibrate.ts')).calibrateCommand(inputs, options, command.optsWithGlobals()),
    );

  addDeploymentOptions(add(program, 'memory [path]', 'where every byte of GPU memory goes'))
    .optionsGroup('Output:')
    .option('--explain', 'show the arithmetic')
    .option('--format <name>', 'text, json', oneOf('text', 'json'), 'text')
    .option('--deployment <name>', 'which one, where the path describes several')
    .action(async (path, options, command) =>
      (await import('./commands/memory.ts')).memoryCommand(path, options, command.optsWithGlobals()),
    );

  addDeploymentOptions(add(program, 'show [path]', 'the deployments found, each value with its origin'))
    .optionsGroup('Output:')
    .option('--format <name>', 'text, json', oneOf('text', 'json'), 'text')
    .action(async (path, options, command) =>
      (await import('./commands/show.ts')).showCommand(path, options, command.optsWithGlobals()),
    );

  add(program, 'parse <file>', 'a config.pbtxt, or any text-format message, as data')
    .option('--schema <file>', 'a .proto file')
    .option('--message <name>', "the message's name in it")
    .action(async (file, options, command) =>
      (await import('./commands/parse.ts')).parseCommand(file, options, command.optsWithGlobals()),
    );

  add(program, 'fmt [paths...]', 'lay out config.pbtxt files; those with syntax errors stay as they are')
    .option('--check', 'change nothing; exit 1 where a file would change')
    .option('--diff', 'change nothing; show what would change')
    .option('--stdin-filename <path>', 'what `-` is called')
    .action(async (paths, options, command) =>
      (await import('./commands/fmt.ts')).fmtCommand(paths, options, command.optsWithGlobals()),
    );

  add(program, 'explain <code>', "a rule's page").action(async (code, _options, command) =>
    (await import('./commands/explain.ts')).explainCommand(code, command.optsWithGlobals()),
  );

  add(program, 'rules', 'the table of rules')
    .option('--format <name>', 'text, json, markdown', oneOf('text', 'json', 'markdown'), 'text')
    .action(async (options, command) =>
      (await import('./commands/rules.ts')).rulesCommand(options, command.optsWithGlobals()),
    );

  for (const topic of ['gpus', 'models'] as const) {
    add(program, topic, `the catalogue's ${topic}`)
      .option('--format <name>', 'text, json', oneOf('text', 'json'), 'text')
      .action(async (options, command) =>
        (await import('./commands/catalogue.ts')).catalogueCommand(topic, options, command.optsWithGlobals()),
      );
  }

  add(program, 'panel [path]', 'the what-if page in a browser, on 127.0.0.1 with a one-time token')
    .option('--port <n>', 'where to listen; a free one unless said', Number)
    .option('--no-open', 'print the address, open nothing')
    .action(async (path, options, command) =>
      (await import('./commands/panel.ts')).panelCommand(path, options, command.optsWithGlobals()),
    );

  add(
    program,
    'init',
    'a config file for lint that explains its keys: batchwise.yaml, or what --output names',
  )
    .option('--gpu <name>', 'the GPU to check against, filled in')
    .option('--target <versions>', 'triton=26.07,trtllm=1.0,vllm=0.11, filled in', collect)
    .option('--force', 'replace the file that is there')
    .action(async (options, command) =>
      (await import('./commands/init.ts')).initCommand(options, command.optsWithGlobals()),
    );

  add(program, 'completion', 'what a shell is to complete: put it where the shell looks for such scripts')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      '\nbash: eval "$(batchwise completion bash)" in ~/.bashrc\nzsh:  batchwise completion zsh > "${fpath[1]}/_batchwise"\nfish: batchwise completion fish > ~/.config/fish/completions/batchwise.fish',
    )
    .action(async (shell, _options, command) =>
      (await import('./commands/completion.ts')).completionCommand(shell, program, command.optsWithGlobals()),
    );

  add(program, 'lsp', 'the language server')
    .option('--stdio', 'over standard input and output')
    .option('--socket <port>', 'over a TCP port on 127.0.0.1')
    .option('--node-ipc', "over Node's own channel")
    // Editors add it for the server to watch their process.
    .addOption(new Option('--clientProcessId <pid>').hideHelp())
    .action(async () => (await import('./commands/lsp.ts')).lspCommand());

  return program;
}

function add(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .exitOverride()
    .option('--color <when>', 'auto, always, never', oneOf('auto', 'always', 'never'), 'auto')
    .option('--quiet', 'no notes on standard error')
    .option('-o, --output <file>', 'write the result there')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 findings or a broken assertion, 2 wrong usage or unreadable file, 3 a fault of ours.',
    );
}
