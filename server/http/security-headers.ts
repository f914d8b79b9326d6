import type { ServerResponse } from "node:http";

const policies = new Map<string, string>();

/**
 * Sets the headers that every answer carries, whatever it is; data is never kept by a browser or proxy.
 *
 * @param publicUrl - its socket address is named beside 'self', which older Safari does not extend to wss
 */
export function setSecurityHeaders(response: ServerResponse, publicUrl: string): void {
  response.setHeader("Content-Security-Policy", policyOf(publicUrl));
  response.setHeader("Strict-Transport-Security", "max-age=31536000");
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Cache-Control", "no-store");
}

/** The same text for every answer of a server. */
function policyOf(publicUrl: string): string {
  const known = policies.get(publicUrl);
  if (known !== undefined) return known;
  const socketOrigin = publicUrl.replace(/^https/, "wss");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${socketOrigin}`,
    "frame-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const text = policy.join("; ");
  policies.set(publicUrl, text);
  return text;
}
