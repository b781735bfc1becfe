import { listen } from './listen.ts';

listen(process.argv.slice(2));
