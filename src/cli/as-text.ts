/** All that plain data holds, maps and sets included, in one text: the same for the same data. */
export function asText(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  );
}
