import announce from '../../resources/demo/harbour-books/announce.sh?raw'
import installShop from '../../resources/demo/harbour-books/install-shop.sh?raw'
import migrateDatabase from '../../resources/demo/harbour-books/migrate-database.py?raw'
import pauseOrders from '../../resources/demo/harbour-books/pause-orders.sh?raw'
import prepareCatalogue from '../../resources/demo/harbour-books/prepare-catalogue.py?raw'
import smokeTest from '../../resources/demo/harbour-books/smoke-test.sh?raw'
import joinPool from '../../resources/demo/harbour-fx/join-pool.sh?raw'
import leavePool from '../../resources/demo/harbour-fx/leave-pool.sh?raw'
import migrateRates from '../../resources/demo/harbour-fx/migrate-rates.sh?raw'
import webSettings from '../../resources/demo/harbour-fx/web/appsettings.json?raw'
import webPage from '../../resources/demo/harbour-fx/web/index.html?raw'
import webPostDeploy from '../../resources/demo/harbour-fx/web/PostDeploy.sh?raw'
import announceTickets from '../../resources/demo/harbour-tickets/announce.sh?raw'
import closeCounters from '../../resources/demo/harbour-tickets/close-counters.sh?raw'
import endMaintenance from '../../resources/demo/harbour-tickets/end-maintenance.sh?raw'
import installCounter from '../../resources/demo/harbour-tickets/install-counter.sh?raw'
import migrateBookings from '../../resources/demo/harbour-tickets/migrate-bookings.sh?raw'
import openCounters from '../../resources/demo/harbour-tickets/open-counters.sh?raw'
import openCountersUnlessMarked from '../../resources/demo/harbour-tickets/open-counters-unless-marked.sh?raw'
import readTimetable from '../../resources/demo/harbour-tickets/read-timetable.sh?raw'
import sayHello from '../../resources/demo/hello-world/say-hello.sh?raw'

/** The demo's scripts by the names that demo.json calls them by: their paths below resources/demo. */
export const demoScripts: ReadonlyMap<string, string> = new Map([
  ['hello-world/say-hello.sh', sayHello],
  ['harbour-books/announce.sh', announce],
  ['harbour-books/install-shop.sh', installShop],
  ['harbour-books/migrate-database.py', migrateDatabase],
  ['harbour-books/pause-orders.sh', pauseOrders],
  ['harbour-books/prepare-catalogue.py', prepareCatalogue],
  ['harbour-books/smoke-test.sh', smokeTest],
  ['harbour-fx/leave-pool.sh', leavePool],
  ['harbour-fx/join-pool.sh', joinPool],
  ['harbour-fx/migrate-rates.sh', migrateRates],
  ['harbour-tickets/announce.sh', announceTickets],
  ['harbour-tickets/close-counters.sh', closeCounters],
  ['harbour-tickets/end-maintenance.sh', endMaintenance],
  ['harbour-tickets/install-counter.sh', installCounter],
  ['harbour-tickets/migrate-bookings.sh', migrateBookings],
  ['harbour-tickets/open-counters.sh', openCounters],
  ['harbour-tickets/open-counters-unless-marked.sh', openCountersUnlessMarked],
  ['harbour-tickets/read-timetable.sh', readTimetable]
])

/** What is in every version of a package of the demo, by the folder that demo.json calls it by: names and texts. */
export const demoPackages: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'harbour-fx/web',
    new Map([
      ['index.html', webPage],
      ['appsettings.json', webSettings],
      ['PostDeploy.sh', webPostDeploy]
    ])
  ]
])
