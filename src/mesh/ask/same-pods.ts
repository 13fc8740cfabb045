import type { Gateway } from "../objects/gateway.ts";
import type { Mesh } from "../mesh.ts";

/** Whether two Gateways open ports of the same pods: by the same labels, or labels that one pod of the inputs has altogether. */
export function selectSamePods(one: Gateway, other: Gateway, mesh: Mesh): boolean {
  const [small, large] = one.selector.size <= other.selector.size ? [one, other] : [other, one];
  const within = [...small.selector].every(
    ([key, { value }]) => large.selector.get(key)?.value === value,
  );
  if (small.selector.size === 0 || !within) return false;
  return small.selector.size === large.selector.size || mesh.podsWith(large.selector).length > 0;
}
