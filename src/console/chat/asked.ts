import type { FastifyRequest } from "fastify";
import { z } from "zod";

/** A person of the simulator. */
export const address = z
  .string()
  .regex(/^(new-[a-z0-9]{12}|demo-[a-z0-9-]{1,40})$/, "no such person");

/** The id that a window gives its message. */
export const messageId = z.string().regex(/^[\w-]{8,64}$/, "give each message an id of its own");

/** A page of another site must not write in somebody's name. */
export function sameOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  // A page without an origin of its own says "null", which is no address.
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw problem(403, "This page may not write here.");
}

/** Reads what a page sent; anything else is answered with 400 and the reason. */
export function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw problem(
    400,
    `${issue?.path.join(".") ?? "request"}: ${issue?.message ?? "not understood"}`,
  );
}

/** An error that is answered with this status. */
function problem(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
