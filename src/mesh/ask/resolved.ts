/** What the resolution itself asks, and rules too. */
export { serves } from "../resolve/bindings.ts";
export { mergeMatches, plainMatches, type HttpMatch } from "../resolve/delegate-match.ts";
export { delegateFault, delegateNameOf, type DelegateName } from "../resolve/delegates.ts";
export { takesService } from "../resolve/egress.ts";
export { gatewayNameOf } from "../resolve/gateway-references.ts";
export { importsOf, type HostImport, type Imports } from "../resolve/sidecar-imports.ts";
export { isRegistryOnly } from "../resolve/sidecar.ts";
export { contestOf, type Contest } from "../resolve/virtual-service-order.ts";
export { exportToOf } from "../resolve/visibility.ts";
