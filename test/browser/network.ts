/** A network between the browser and the services of this machine, which a test can cut and restore. */

import { once } from "node:events";
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";

/** `refused`: connections break, and new ones fail at once. `silent`: all stay open, and nothing arrives until the end. */
export type Outage = "refused" | "silent";

/** Connections that an outage concerns; the others belong to the service's own surroundings. */
type Cuttable = "all" | "websockets";

export interface Network extends AsyncDisposable {
  /** Returns the address under which a service is reached through this network. */
  route(url: string, cuttable: Cuttable): Promise<string>;
  cut(outage: Outage): void;
  restore(): void;
}

const HOST = "127.0.0.1";
const WEBSOCKET = /\r\nupgrade: *websocket\r\n/i;

/** Begins without an outage. */
export function createNetwork(): Network {
  const servers: Server[] = [];
  const links = new Set<Link>();
  let outage: Outage | null = null;

  async function accept(client: Socket, port: number, cuttable: Cuttable): Promise<void> {
    // A client that breaks off only ends its link.
    client.on("error", () => client.destroy());
    const [head] = (await once(client, "data")) as [Buffer];
    const canBeCut = cuttable === "all" || WEBSOCKET.test(head.toString("latin1"));
    if (canBeCut && outage === "refused") return void client.resetAndDestroy();
    const link = openLink(client, port);
    if (canBeCut) links.add(link);
    client.on("close", () => links.delete(link));
    if (canBeCut && outage === "silent") link.hold();
    link.begin(head);
  }

  return {
    async route(url, cuttable) {
      const server = createServer((client) => {
        accept(client, Number(new URL(url).port), cuttable).catch(() => client.destroy());
      });
      servers.push(server);
      await once(server.listen(0, HOST), "listening");
      return `http://${HOST}:${(server.address() as AddressInfo).port}`;
    },
    cut(next) {
      outage = next;
      for (const link of links) {
        if (next === "refused") link.break();
        else link.hold();
      }
    },
    restore() {
      outage = null;
      for (const link of links) link.release();
    },
    async [Symbol.asyncDispose]() {
      for (const link of links) link.break();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

type Link = ReturnType<typeof openLink>;

function openLink(client: Socket, port: number) {
  client.pause();
  const service = createConnection(port, HOST);
  const ends = [client, service] as const;
  let isHeld = false;

  const forward = (from: Socket, to: Socket): void => {
    from.on("data", (data) => void to.write(data));
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroySoon());
  };

  return {
    /** @param head what the client has sent so far */
    begin(head: Buffer): void {
      service.write(head);
      forward(client, service);
      forward(service, client);
      if (isHeld) this.hold();
      else this.release();
    },
    hold(): void {
      isHeld = true;
      for (const end of ends) end.pause();
    },
    release(): void {
      isHeld = false;
      for (const end of ends) end.resume();
    },
    break(): void {
      for (const end of ends) end.resetAndDestroy();
    },
  };
}
