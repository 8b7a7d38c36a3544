import { runScript } from '../process/run-script.js';

runScript(() => import('./programs/agreement.js'));
