import announce from '../../resources/demo/harbour-books/announce.sh?raw'
import installShop from '../../resources/demo/harbour-books/install-shop.sh?raw'
import migrateDatabase from '../../resources/demo/harbour-books/migrate-database.py?raw'
import pauseOrders from '../../resources/demo/harbour-books/pause-orders.sh?raw'
import prepareCatalogue from '../../resources/demo/harbour-books/prepare-catalogue.py?raw'
import smokeTest from '../../resources/demo/harbour-books/smoke-test.sh?raw'
import sayHello from '../../resources/demo/hello-world/say-hello.sh?raw'

/** The demo's scripts by the names that demo.json calls them by: their paths below resources/demo. */
export const demoScripts: ReadonlyMap<string, string> = new Map([
  ['hello-world/say-hello.sh', sayHello],
  ['harbour-books/announce.sh', announce],
  ['harbour-books/install-shop.sh', installShop],
  ['harbour-books/migrate-database.py', migrateDatabase],
  ['harbour-books/pause-orders.sh', pauseOrders],
  ['harbour-books/prepare-catalogue.py', prepareCatalogue],
  ['harbour-books/smoke-test.sh', smokeTest]
])
