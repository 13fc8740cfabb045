/**
 * Whether something with this `exportTo`, in `owner`, is seen from `client`. `~` is seen from nowhere.
 * Source: istio `pilot/pkg/model/push_context.go` IsServiceVisible (1.31).
 */
export function isVisible(exportTo: readonly string[], owner: string, client: string): boolean {
  if (exportTo.includes("~")) return false;
  return exportTo.some((to) => to === "*" || to === client || (to === "." && owner === client));
}
