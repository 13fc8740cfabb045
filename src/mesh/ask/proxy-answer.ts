import { grpcStatusOfHttp, grpcStatusTitle } from "../objects/grpc-status.ts";
import type { Route } from "../objects/route.ts";

/** What callers of a route get where the proxy answers by itself: its gRPC status if they are known to speak gRPC. */
export function proxyAnswer({ evidence }: Pick<Route, "evidence">, httpStatus: number): string {
  return evidence.length > 0 ? grpcStatusTitle(grpcStatusOfHttp(httpStatus)) : `HTTP ${httpStatus}`;
}

/** What the proxy answers when a try or a call takes too long. */
export const gatewayTimeout = 504;
