import {
  addTransactionCapability,
  DEFAULT_CONNECTION_CONFIG,
  isPnUser,
  type SignalKeyStore,
  type UserFacingSocketConfig,
} from "@whiskeysockets/baileys";

type MakeSignalRepository = NonNullable<UserFacingSocketConfig["makeSignalRepository"]>;

type Repository = ReturnType<MakeSignalRepository>;
type Options<
  Name extends "encryptMessage" | "injectE2ESession" | "decryptMessage" | "decryptGroupMessage",
> = Parameters<Repository[Name]>[0];

/** Sees what an incoming message says before anything is acknowledged; rejecting asks for it again. */
export type Opened = (ciphertext: Uint8Array, padded: Uint8Array) => Promise<void>;

const COMMITS = { maxCommitRetries: 5, delayBetweenTriesMs: 500 };

/**
 * The library's Signal repository with transactions of its own on the raw keys. The stock one joins those
 * of a send, so that a message that arrives while an answer leaves reads an old ratchet, and whichever
 * commits last undoes the other: messages then cannot be opened on either side. Sessions are locked by the
 * LID, whichever address a message names, and a ratchet's step is durable before its message leaves.
 */
export function isolatedSignalRepository(
  rawKeys: SignalKeyStore,
  opened: Opened,
): MakeSignalRepository {
  return ({ creds }, logger, pnToLid) => {
    const keys = addTransactionCapability(rawKeys, logger, COMMITS);
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      { creds, keys },
      logger,
      pnToLid,
    );
    const canonical = async (jid: string): Promise<string> =>
      isPnUser(jid) ? ((await repository.lidMapping.getLIDForPN(jid)) ?? jid) : jid;
    const stock = { ...repository };
    return Object.assign(repository, {
      encryptMessage: async (options: Options<"encryptMessage">) =>
        stock.encryptMessage({ ...options, jid: await canonical(options.jid) }),
      injectE2ESession: async (options: Options<"injectE2ESession">) =>
        stock.injectE2ESession({ ...options, jid: await canonical(options.jid) }),
      async decryptMessage(options: Options<"decryptMessage">) {
        const padded = await stock.decryptMessage({
          ...options,
          jid: await canonical(options.jid),
        });
        await opened(options.ciphertext, padded);
        return padded;
      },
      async decryptGroupMessage(options: Options<"decryptGroupMessage">) {
        const padded = await stock.decryptGroupMessage(options);
        await opened(options.msg, padded);
        return padded;
      },
    });
  };
}
