import { pino, type Logger } from "pino";

export type { Logger };

/**
 * The one structured logger. Fixed messages, facts in fields; never a person's words, name, phone,
 * document or address, nor a token: what is not passed in cannot leak, and the list below catches slips.
 */
export function openLog(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: [
        "text",
        "content",
        "name",
        "phone",
        "dni",
        "address",
        "token",
        "secret",
        "*.text",
        "*.content",
        "*.name",
        "*.phone",
        "*.dni",
        "*.address",
        "*.token",
        "*.secret",
      ],
      censor: "[redacted]",
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
