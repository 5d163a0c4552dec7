// @ts-check
/** Named timeouts: a new one replaces the one of the same name; knows nothing of what it starts. */

export class Timers {
  constructor() {
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    this.running = new Map();
  }

  /** @param {string} name */
  runs(name) {
    return this.running.has(name);
  }

  /** @param {string} name @param {number} wait milliseconds @param {() => unknown} act */
  later(name, wait, act) {
    this.cancel(name);
    const timer = setTimeout(() => {
      this.running.delete(name);
      act();
    }, wait);
    this.running.set(name, timer);
  }

  /** Without names: all. @param {...string} names */
  cancel(...names) {
    for (const name of names.length ? names : [...this.running.keys()]) {
      clearTimeout(this.running.get(name));
      this.running.delete(name);
    }
  }
}
