/** Preloaded into a command (`--require`): writes what it has loaded by its end into the file LOADED_FILES, as JSON. */
const { writeFileSync } = require('node:fs');
const module_ = require('node:module');

process.on('exit', () => {
  const files = Object.keys(module_._cache).filter((path) => path !== __filename);
  writeFileSync(process.env.LOADED_FILES, JSON.stringify(files));
});
