import type { Mesh } from "../mesh.ts";

/** Whether a `tcp` route of a VirtualService names `host`, as written, as a destination. */
export function tcpRoutesLeadTo(host: string, mesh: Mesh): boolean {
  return mesh.all
    .virtualService()
    .some(({ tcp }) =>
      tcp.some((route) =>
        (route.get("route")?.items() ?? []).some(
          (entry) => entry.at("destination", "host")?.text === host,
        ),
      ),
    );
}
