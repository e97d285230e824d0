# Makes the catalogue that this release sells, once, on this machine.
import hashlib
import json
import time

shop = get_octopusvariable("Shop.Name")
version = get_octopusvariable("Octopus.Release.Number")
size = int(get_octopusvariable("Catalogue.Size"))

subjects = ["Harbours", "Tides", "Lighthouses", "Knots", "Charts", "Sails", "Gulls", "Anchors"]
forms = ["A Field Guide to", "The Quiet Life of", "A Short History of", "Sketches of", "How to Draw"]

print(f"Choosing {size} books for {shop} {version}")
books = []
for number in range(1, size + 1):
    title = f"{forms[number % len(forms)]} {subjects[number % len(subjects)]}"
    books.append({"number": number, "title": title, "cents": 900 + (number * 137) % 2100})
    if number % max(1, size // 4) == 0:
        updateprogress(number * 100 // size, f"{number} of {size} books")
        print(f"  {number:>4}  {title}")
        time.sleep(0.2)

text = json.dumps({"shop": shop, "version": version, "books": books}, indent=2, sort_keys=True)
checksum = hashlib.sha256(text.encode()).hexdigest()[:16]

with open("catalogue.json", "w") as file:
    file.write(text)
createartifact("catalogue.json", f"catalogue-{version}.json")

set_octopusvariable("Checksum", checksum)
set_octopusvariable("Books", str(len(books)))
printhighlight(f"The catalogue has {len(books)} books; its checksum is {checksum}.")
