// The first item of a list that is equal to an earlier one: by the fields `keys`, or as a whole where there are none.
module.exports = function findDuplicate(items, keys) {
  const seen = new Set();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (keys.length > 0 && (typeof item !== "object" || item === null)) continue;
    const identity = JSON.stringify(
      keys.length === 0 ? item : keys.map((key) => item[key] ?? null),
    );
    if (seen.has(identity)) return index;
    seen.add(identity);
  }
  return -1;
};
