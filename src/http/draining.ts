import type { Server } from 'node:http';
import net, { type Socket } from 'node:net';

/**
 * Lets nobody new in and waits until the last connection is closed. Each is told with its next
 * answer to close; one that has nothing more to ask ends by the timeout of idle connections. So
 * nobody's request meets a connection that is closed just then, as `server.close()` would do.
 */
export function drain(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.setHeader('connection', 'close');
  });
  return new Promise((resolve) => {
    net.Server.prototype.close.call(server, () => resolve());
  });
}

/** The connections on which nothing was asked yet: browsers open some in advance. */
export function unaskedOf(server: Server): ReadonlySet<Socket> {
  const unasked = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unasked.add(socket);
    socket.once('close', () => unasked.delete(socket));
  });
  server.on('request', ({ socket }) => unasked.delete(socket));
  return unasked;
}
