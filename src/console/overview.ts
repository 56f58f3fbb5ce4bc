import type { LimaDay } from "../core/lima.ts";
import type { Store } from "../store/connection.ts";
import { countOutbound } from "../store/outbox.ts";

/** What the console's first page shows; nothing more leaves the database. */
export interface Overview {
  day: LimaDay;
  families: number;
  reported: number;
  /** With a decimal only where there is one. */
  litres: string;
  openTickets: number;
  setAside: number;
  tickets: {
    id: string;
    at: Date;
    who: string;
    reason: string;
    words: string | null;
    /** What the person sent with it. */
    file: { id: string; state: "expected" | "kept" | "lost"; mime: string; name: string } | null;
  }[];
  outbox: { state: string; count: number }[];
}

const SHOWN_TICKETS = 30;

/** Reads the day's overview. */
export async function readOverview(store: Store, day: LimaDay): Promise<Overview> {
  return store.read(async (connection) => {
    const prisma = connection.prisma();
    const [families, milk, openTickets, setAside, tickets] = await Promise.all([
      prisma.family.count(),
      prisma.milkDay.aggregate({ where: { day }, _count: true, _sum: { totalMl: true } }),
      prisma.ticket.count({ where: { closedAt: null } }),
      prisma.inboxMessage.count({ where: { state: "set_aside" } }),
      prisma.ticket.findMany({
        where: { closedAt: null },
        orderBy: { createdAt: "desc" },
        take: SHOWN_TICKETS,
      }),
    ]);
    const identities = await prisma.identity.findMany({
      where: { id: { in: tickets.map((ticket) => ticket.identityId) } },
      select: { id: true, person: { select: { name: true } } },
    });
    const files = await prisma.file.findMany({
      where: { id: { in: tickets.flatMap((ticket) => ticket.fileId ?? []) } },
      select: { id: true, state: true, mime: true, name: true },
    });
    const outbox = await countOutbound(connection);
    const tenths = Math.round((milk._sum.totalMl ?? 0) / 100);
    return {
      day,
      families,
      reported: milk._count,
      litres: `${tenths / 10} L`,
      openTickets,
      setAside,
      tickets: tickets.map((ticket) => {
        const identity = identities.find((one) => one.id === ticket.identityId);
        const name = identity?.person?.name ?? "";
        return {
          id: ticket.id,
          at: ticket.createdAt,
          who: name === "" ? "Persona nueva" : name,
          reason: ticket.reason,
          words: ticket.words,
          file: fileOf(files.find((file) => file.id === ticket.fileId)),
        };
      }),
      outbox,
    };
  });
}

type TicketFile = Overview["tickets"][number]["file"];

function fileOf(
  file: { id: string; state: string; mime: string | null; name: string | null } | undefined,
): TicketFile {
  if (file === undefined) return null;
  const state = file.state === "kept" || file.state === "lost" ? file.state : "expected";
  return { id: file.id, state, mime: file.mime ?? "", name: file.name ?? "" };
}
