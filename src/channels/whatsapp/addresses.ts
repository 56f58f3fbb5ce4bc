import { isLidUser, isPnUser, jidDecode } from "@whiskeysockets/baileys";

/**
 * How people are named on WhatsApp outside this folder: `+51984000001` for a phone number, `1234@lid` for
 * the id WhatsApp gives those whose number it hides. Null for anything that is no person.
 */
export function addressOf(jid: string | null | undefined): string | null {
  const user = jidDecode(jid ?? undefined)?.user;
  if (user === undefined || !/^\d+$/.test(user)) return null;
  if (isLidUser(jid ?? undefined)) return `${user}@lid`;
  return isPnUser(jid ?? undefined) ? `+${user}` : null;
}

/** The JID of an address; null when it is none of ours. */
export function jidOf(address: string): string | null {
  if (/^\+\d{6,15}$/.test(address)) return `${address.slice(1)}@s.whatsapp.net`;
  return /^\d+@lid$/.test(address) ? address : null;
}
