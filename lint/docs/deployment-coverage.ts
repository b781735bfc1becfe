import { by, type Coverage, fine, partly, unseen } from './coverage.ts';

/** The static rules for manifests of LLM servers, by topic. */
export const kubernetesCoverage: Readonly<Record<string, Coverage>> = {
  'GPU-01': by(
    'More ranks than the container, the group of pods or the service of an operator has GPUs',
    'BWA010',
  ),
  'GPU-02': by('Fewer ranks than GPUs', 'BWK016', 'BWA011'),
  'GPU-03': by('Several GPUs and no parallelism', 'BWA011'),
  'GPU-04': by('Requests that are not the limits, parts of a GPU, requests alone', 'BWK004'),
  'GPU-05': by('Another number of MPI ranks than the engine has parts', 'BWC007'),
  'GPU-06': by('Ranks that the heads cannot be shared among', 'BWA001', 'BWA002'),
  'GPU-07': partly(
    'GPUs chosen by variables in a pod that asks for GPUs',
    ['BWK014'],
    'numbers that the container has: they choose among its own',
  ),
  'GPU-08': unseen(
    'No node of a certain GPU is asked for',
    'a cluster with one kind of GPU needs no selector',
  ),
  'GPU-09': unseen(
    'No toleration for the taint of GPU nodes',
    'taints are in the cluster; GKE adds the toleration itself',
  ),
  'GPU-10': by('Tensor parallelism over slices of a GPU', 'BWK014'),
  'SHM-01': by('Several ranks over the 64 MB of shared memory', 'BWD001'),
  'SHM-02': by('Shared memory on the disk', 'BWD001'),
  'SHM-03': partly(
    'Shared memory above the limit of memory',
    ['BWD001'],
    'a missing `sizeLimit`: without one half of the node’s memory counts, which is enough',
  ),
  'SHM-04': unseen(
    'One prefix for the shared memory of several Triton servers',
    'which pods share a node, and whether they share its memory, is decided by the scheduler',
  ),
  'PRB-01': by('Liveness that restarts a server while it loads', 'BWK005'),
  'PRB-02': partly(
    'A start-up budget below the time that weights take to load',
    ['BWK005'],
    'downloads and compilation, which take longer and hang on network and cache',
  ),
  'PRB-03': fine('No readiness probe', 'kube-linter and kube-score report it for any container'),
  'PRB-04': partly(
    'One late answer restarts the server',
    ['BWK005'],
    'timeouts, whose right length hangs on the load',
  ),
  'PRB-05': partly(
    'Probes at paths and ports where the server does not answer',
    ['BWK006'],
    'workers of Dynamo, whose port is a setting of their operator',
  ),
  'PRB-06': fine('A timeout longer than the period', 'the kubelet waits for an answer before it asks again'),
  'PRB-07': fine('Ready while a model is missing', '`--strict-readiness=false` asks for just that'),
  'RLS-01': unseen(
    'A rolling update that needs one GPU more than there is',
    'whether the cluster has a GPU to spare is in no manifest',
  ),
  'RLS-02': partly(
    'A grace period below hook and server’s own time together',
    ['BWK007'],
    'the default of 30 s against answers whose length nobody wrote down',
  ),
  'RLS-03': fine(
    'vLLM without `--shutdown-timeout`',
    'it ends requests at once, as its documentation says; clients may repeat them',
  ),
  'RLS-04': by('A grace period below Triton’s `--exit-timeout-secs`', 'BWK007'),
  'RLS-05': unseen(
    'A shell without `exec` as first process',
    'bash since 5.1 and dash since 0.5.11 replace themselves by the last command; which shell runs is in the image',
  ),
  'RLS-06': unseen('`preStop.sleep` before Kubernetes 1.30', 'no manifest says the release of its cluster'),
  'RLS-07': by('A volume of one node under several replicas', 'BWK013'),
  'RLS-08': fine('No disruption budget', 'kube-score and polaris report it for any workload'),
  'ENV-01': by('A Service named `vllm` that sets VLLM_PORT', 'BWK008'),
  'ENV-02': by('A token in the manifest itself', 'BWD002', 'BWN004'),
  'ENV-03': unseen(
    'A gated model without a token',
    'a mounted cache may hold the weights, and a mirror may need no token',
  ),
  'ENV-04': fine(
    'A cache of weights that ends with the pod',
    'each start downloads anew, which costs time and is no mistake',
  ),
  'IMG-01': partly(
    'An image without the backend that the models need',
    ['BWD004'],
    'images of one’s own, which may hold any backend',
  ),
  'IMG-02': by('An engine of another release than the image runs', 'BWC014'),
  'IMG-03': unseen(
    'Images newer than driver or GPU',
    'the driver of the nodes is in no manifest; GPUs are checked where a label names them',
  ),
  'IMG-04': fine('No tag, or `latest`', 'kube-linter, hadolint and others report it'),
  'IMG-05': by('A flag of `tritonserver` that the release of the image lacks', 'BWT019', 'BWT072'),
  'HPA-01': by('A version of the API that is gone', 'BWK003'),
  'HPA-02': by('Targets that the API server refuses', 'BWK009'),
  'HPA-03': by('Scaling on CPU or memory', 'BWK011'),
  'HPA-04': by('Scaling on how busy the GPU is', 'BWK002'),
  'HPA-05': partly(
    'A metric that nobody exports',
    ['BWK001'],
    'names that an adapter outside of these files gives, such as those with a colon',
  ),
  'HPA-06': partly(
    'A metric that the engine does not know',
    ['BWK001'],
    'names of one release of vLLM: V1 kept `gpu_cache_usage_perc` beside its new name for several',
  ),
  'HPA-07': by('A target that the gauge never passes', 'BWK009'),
  'HPA-08': by('A total against one value', 'BWK009'),
  'HPA-09': unseen(
    'A counter where a gauge is meant',
    'the adapter’s rule makes a rate of it under the same name, and is seldom among the files',
  ),
  'HPA-10': by('A query with a value for each replica', 'BWK010'),
  'HPA-11': unseen(
    'Scaling down sooner than a replica loads',
    'how long requests and loading take is in no manifest',
  ),
  'HPA-12': unseen(
    'Scaling up again before the last replicas have loaded',
    'how long loading takes is in no manifest; `simulate` tells what a replica serves',
  ),
  'HPA-13': partly(
    'Two autoscalers of one workload',
    ['BWK012'],
    '`replicas` beside an autoscaler, which kube-score reports',
  ),
  'HPA-14': partly(
    'No replica at all',
    ['BWK009'],
    '`ignoreNullValues` of KEDA: right where no traffic means no series',
  ),
  'HPA-15': unseen(
    'An autoscaler of a LeaderWorkerSet that selects all pods',
    'the selector is in the status, which the controller writes',
  ),
  'NET-01': unseen(
    'Proxies that cut long answers',
    'their defaults are those of vendors, and annotations of each controller differ',
  ),
  'NET-02': unseen(
    'Sessions that stick to one pod behind a proxy',
    'whether a proxy stands before the Service is in other files',
  ),
  'NET-03': unseen('gRPC over one connection to one pod', 'whether a mesh balances calls is in the cluster'),
  'NET-04': fine(
    'A Service at a port that no container has',
    'kube-linter reports it; probes at a wrong port see PRB-05',
  ),
  'MON-01': unseen(
    'A monitor at the wrong port or path',
    'the labels that it selects come from charts in most cases',
  ),
  'EPP-01': unseen(
    'A scorer with another block size than the engine',
    'both are values of charts that are put together when they are installed',
  ),
  'EPP-02': unseen(
    'A router without what publishes events',
    'Dynamo’s operator sets these flags by its release',
  ),
};

/** What matters of `docker run` and compose, row by row. */
export const dockerCoverage: Readonly<Record<string, Coverage>> = {
  '--gpus': by('No GPU, fewer than ranks, a device without capabilities', 'BWD003', 'BWA010'),
  '--runtime': fine('`--runtime=nvidia` with NVIDIA_VISIBLE_DEVICES', 'the older way, which works'),
  '--shm-size': partly(
    '64 MB of shared memory for several ranks',
    ['BWD001', 'BWN008'],
    'Triton’s Python backend, whose need hangs on its tensors',
  ),
  '--ipc=host': fine('The host’s shared memory', 'in place of `--shm-size`; BWD001 knows it'),
  '--ulimit': fine(
    'Locked memory',
    'NVIDIA’s images say so when they start; only transfers over RDMA need it',
  ),
  '-p': unseen(
    'A port that is not the server’s',
    'what clients ask for is elsewhere, and a published port may be another’s',
  ),
  '-v': partly('A model repository at another path', ['BWL021'], 'volumes of Docker’s own'),
  '-e': by('A token or key in the file', 'BWD002', 'BWN004', 'BWN007'),
  '--rm -it': fine('A service that ends with its terminal', 'what is tried out by hand is started so'),
  healthcheck: unseen(
    'A start period below the time of loading',
    'compose only marks the service unhealthy; what follows is in other files',
  ),
  '--net host': unseen(
    'Several servers on the ports of one host',
    'which of them run at the same time is in no file',
  ),
  stop_grace_period: unseen(
    'Less time to stop than the server takes',
    'compose’s 10 s are short for any server under load, and requests have no written length',
  ),
  '--cap-add': fine('Capabilities and security options', 'matters of the host'),
  '--pull': fine('Tags', 'see IMG-04'),
};

/** Batch scripts for Slurm. */
export const slurmCoverage: Readonly<Record<string, Coverage>> = {
  'SLM-01': by('Another number of tasks than the engine has ranks', 'BWC007'),
  'SLM-02': by('Fewer GPUs than ranks', 'BWJ001'),
  'SLM-03': by('More GPUs than ranks', 'BWJ001'),
  'SLM-04': by('No GPU asked for', 'BWJ001'),
  'SLM-05': by('More tasks on a node than it has GPUs; GPUs of two lines that differ', 'BWC030'),
  'SLM-06': partly(
    '`srun` without `--mpi`',
    ['BWJ002'],
    '`--mpi=pmi2`: which MPI an image holds is not in the script',
  ),
  'SLM-07': partly(
    '`mpirun` inside of `srun`',
    ['BWJ002'],
    '`--oversubscribe` of Triton’s launch script, which Open MPI asks for only where slots are fewer than ranks',
  ),
  'SLM-08': by('A step that waits for one in the background', 'BWJ003'),
  'SLM-09': unseen(
    'No time limit, or one that is too short',
    'partitions have limits of their own, and how long a server is wanted is not written down',
  ),
  'SLM-10': by('A model by its name where ranks do not download', 'BWJ005'),
  'SLM-11': by('Several servers on a node at one port', 'BWC030'),
  'SLM-12': by('A registry that enroot takes for a part of the name', 'BWJ004'),
  'SLM-13': by('`#SBATCH` lines behind commands or with variables', 'BWC029'),
  'SLM-14': by('Tensor parallelism over nodes', 'BWJ005'),
  'SLM-15': unseen(
    'No memory asked for',
    'the default is DefMemPerCPU or DefMemPerNode of slurm.conf; without either a job gets all of a node',
  ),
};

/** What the runtimes of KServe and the containers of NIM add to what a manifest says. */
export const kserveCoverage: Readonly<Record<string, Coverage>> = {
  KSV1: by('Options of huggingfaceserver that it does not take, its own and vLLM’s', 'BWK017'),
  KSV2: by('More ranks than a predictor has GPUs', 'BWA010'),
  KSV3: fine(
    'A runtime that is chosen by the format of the model',
    'the formats of KServe’s own runtimes are read as their programs',
  ),
  KSV4: unseen(
    'Runtimes of one’s own that are not among the files',
    'what they start is in the cluster; a runtime among the files is read with its service',
  ),
  NIM1: by('A profile for another number of GPUs', 'BWN005'),
  NIM2: unseen(
    'NIM 1.x without a profile',
    'it chooses engine and precision by the GPUs that it finds and the profiles in its image, which no file lists',
  ),
  NIM3: by('Variables that a release does not read, or not together', 'BWN001', 'BWN002', 'BWN003'),
};
