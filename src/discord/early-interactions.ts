import { Events, GatewayDispatchEvents, Status, type Client, type Interaction } from 'discord.js';

const ARRIVAL: string = GatewayDispatchEvents.InteractionCreate;

/** A packet of the gateway, as discord.js passes it on. */
interface Packet {
  t: string;
  d: { id: string };
}

/** The part of discord.js that makes an interaction of a packet; it is not in its types. */
interface WithActions {
  actions: { InteractionCreate: { handle(data: unknown): void } };
}

/**
 * Hands every interaction on once, as it comes. By itself discord.js keeps what arrives until the last of its shards is
 * connected, which takes 5 s a shard: those who asked would see a failure by then, and what they asked for would be done
 * all the same.
 */
export function onInteraction(client: Client, handle: (interaction: Interaction) => void): void {
  /** Ids of those that came early, which discord.js brings again. */
  const early = new Set<string>();
  let isHandingOn = false;

  client.on(Events.Raw, ({ t, d }: Packet) => {
    if (t !== ARRIVAL || client.ws.status === Status.Ready) return;
    isHandingOn = true;
    (client as unknown as WithActions).actions.InteractionCreate.handle(d);
    isHandingOn = false;
    early.add(d.id);
  });
  client.on(Events.InteractionCreate, (interaction) => {
    if (isHandingOn || !early.delete(interaction.id)) handle(interaction);
  });
}
