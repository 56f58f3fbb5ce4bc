import type { RecipientState } from "../../store/fates.ts";

/** How the console calls what there is, in Spanish. */
export const BROADCAST_STATES: Record<string, string> = {
  approval: "Espera aprobación",
  scheduled: "Por empezar",
  running: "Enviándose",
  paused: "En pausa",
  done: "Terminado",
  cancelled: "Cancelado",
};

export const RECIPIENT_WORDS: Record<RecipientState, string> = {
  queued: "Por enviar",
  sent: "Enviado",
  delivered: "Entregado",
  read: "Leído",
  failed: "No se pudo",
  unknown: "No se sabe",
  skipped: "Sin enviar",
};

export const PURPOSE_WORDS: Record<string, string> = {
  reports: "Reportes",
  reminders: "Recordatorios",
  trainings: "Capacitaciones",
  prices: "Precios",
  votes: "Votaciones",
};

export const CHANNEL_WORDS: Record<string, string> = {
  telegram: "Telegram",
  whatsapp: "WhatsApp",
  simulator: "Chat de prueba",
};

const REASONS: Record<string, string> = {
  no_consent: "No dio permiso para esto",
  no_address: "No tiene por dónde recibirlo",
  blocked: "Nos bloqueó",
  opted_out: "Pidió que no se le escriba",
  cancelled: "Se canceló antes",
  nothing_to_say: "No había nada que decirle",
  cannot_begin: "La conversación no pudo empezar",
};

/** Why somebody got nothing, as an officer reads it; what a messenger wrote stays as it is. */
export function reasonWords(reason: string | null): string {
  return reason === null ? "" : (REASONS[reason] ?? reason);
}
