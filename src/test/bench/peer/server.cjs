// The smallest HTTP route around the peer's library: what its own server does, which is not on npm.
const Fastify = require('fastify')
const { StripeSync, runMigrations } = require('@supabase/stripe-sync-engine')

const [databaseUrl, port, secret] = process.argv.slice(2)

async function main() {
  const quiet = { info() {}, error(problem, text) { console.error(text, problem) } }
  await runMigrations({ databaseUrl, schema: 'stripe', logger: quiet })
  const sync = new StripeSync({
    poolConfig: { connectionString: databaseUrl, max: 16, keepAlive: true },
    stripeSecretKey: 'sk_test_offline',
    stripeWebhookSecret: secret,
    stripeApiVersion: '2020-08-27',
    backfillRelatedEntities: false,
    autoExpandLists: false,
  })
  const app = Fastify({ logger: false, bodyLimit: 1 << 20 })
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_, body) => ({ raw: body }))
  app.post('/webhooks', async (request, reply) => {
    try {
      await sync.processWebhook(request.body.raw, request.headers['stripe-signature'])
    } catch (problem) {
      return reply.code(400).send(problem.message)
    }
    return reply.send({ received: true })
  })
  await app.listen({ port: Number(port), host: '127.0.0.1' })
  console.log('listening')
}

main()
