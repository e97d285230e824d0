# Brings the shop's tables up to this release. Each migration runs once on each database.
import json
import os
import time

url = get_octopusvariable("Database.Url")
print(f"Connecting to {url}, log level {get_octopusvariable('Log.Level')}")

migrations = [
    ("001", "create the table of books"),
    ("002", "create the table of orders"),
    ("003", "index orders by day"),
    ("004", "add the column for gift wrapping"),
]

path = os.path.join(os.path.expanduser("~"), "database.json")
done = []
if os.path.exists(path):
    with open(path) as file:
        done = json.load(file)["migrations"]

for position, (number, what) in enumerate(migrations, start=1):
    if number in done:
        printverbose(f"{number} was here before: {what}")
    else:
        print(f"\033[36m{number}\033[0m {what}")
        done.append(number)
        time.sleep(0.2)
    updateprogress(position * 100 // len(migrations), f"migration {number}")

with open(path, "w") as file:
    json.dump({"migrations": done}, file)
printhighlight(f"The database has {len(done)} migrations.")
