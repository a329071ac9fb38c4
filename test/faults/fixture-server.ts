// Stands for the API in the supervisor's tests: answers /healthz, dies when asked, and can be told never to answer.

import { createServer } from 'node:http';
import { followSupervisor } from '../../api/supervisor/follow.ts';

const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(3);
  response.end(String(process.pid));
});
if (process.argv[2] === 'broken') throw new Error('the fixture is broken on purpose');
server.listen(Number(process.env['PORT']), '127.0.0.1');
followSupervisor(async () => {
  server.close();
});
