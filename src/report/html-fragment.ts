/** The fragment of the page that shows the findings with one value of a filter, and the id of what it leads to. */
export function fragmentOf(filter: string, value: string): string {
  return `${filter}=${encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, "\uFFFD"))}`;
}
