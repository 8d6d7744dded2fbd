/**
 * Puts a function around every kernel that is called from JavaScript from now on, whoever calls it: instances of WebAssembly modules
 * get exports that are wrapped. To be called before the kernels are loaded.
 *
 * @param around gets the kernel's name and the call itself, which it must make; what the kernel returned is passed on by itself.
 */
export function watchKernels(around) {
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = function WatchedInstance(module, imports) {
    const entries = Object.entries(new Instance(module, imports).exports);
    const watched = entries.map(([name, value]) => [name, typeof value === 'function' ? watch(name, value) : value]);
    return { exports: Object.fromEntries(watched) };
  };
  const watch =
    (name, kernel) =>
    (...args) => {
      let result;
      around(name, () => {
        result = kernel(...args);
      });
      return result;
    };
}
