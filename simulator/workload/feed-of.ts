import type { RequestFeed } from './feed.ts';
import { SessionSource } from './sessions.ts';
import { RequestSource } from './source.ts';
import type { Workload } from './workload.ts';

/** The clients of the engine that is number `part` of `parts`. */
export function feedOf(workload: Workload, part = 0, parts = 1): RequestFeed {
  return workload.sessions && !workload.trace
    ? new SessionSource(workload, part, parts)
    : new RequestSource(workload, part, parts);
}
