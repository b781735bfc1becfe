/** What threads of the program do: each of these modules looks whether the thread was started for it. */
import './simulation/run.ts';
import './validation/pool.ts';
