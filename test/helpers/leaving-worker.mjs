/** A worker of a thread team that reports itself ready and ends when the first program comes, as if it had been killed. */
import { workerData } from 'node:worker_threads';
import { awaitGeneration, CONTROL_INTS, READY } from '../../dist/kernels/team-control.js';

const control = new Int32Array(workerData.memory.buffer, workerData.control, CONTROL_INTS);
Atomics.add(control, READY, 1);
awaitGeneration(control, 0);
process.exit(1);
