// @ts-check
/** What a browser has and node has not: a storage that can be listed. */

export function memory() {
  const held = {};
  const methods = {
    getItem: (key) => held[key] ?? null,
    setItem: (key, value) => void (held[key] = String(value)),
    removeItem: (key) => void delete held[key],
  };
  return /** @type {Storage} */ (new Proxy(held, { get: (target, key) => methods[key] ?? target[key] }));
}
