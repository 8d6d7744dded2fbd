/** Measures how many multiply-adds some threads can do together in Node.js, all at the same time. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Engine } from '../../../dist/tensor/engine.js';
import { measureMultiplyAdds } from '../harness/ceiling.mjs';
import { watchForeignLoad } from '../harness/foreign-load.mjs';

if (isMainThread) {
  const { threads, seconds, cores } = JSON.parse(process.argv[2]);
  // What the kernels use: this also makes relaxed SIMD known to Node.js 20.
  const fused = new Engine().build === 'relaxed';
  const workers = Array.from({ length: threads - 1 }, () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { fused, seconds } });
    return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
  });
  const foreignLoad = watchForeignLoad(cores);
  const gigaflops = [measureMultiplyAdds(fused, seconds), ...(await Promise.all(workers))];
  console.log(JSON.stringify({ gigaflops: gigaflops.reduce((a, b) => a + b), foreignCores: foreignLoad() }));
} else {
  parentPort.postMessage(measureMultiplyAdds(workerData.fused, workerData.seconds));
}
