#!/usr/bin/env node
import module from 'node:module';

// Newer versions of Node.js keep the compiled code from one start to the next.
module.enableCompileCache?.();
const { main } = module.createRequire(import.meta.url)('../dist/bundle/main.js');
process.exitCode = await main(process.argv.slice(2));
