// A page that has moved: the new address gets the place on the page too, which a refresh of the page would lose.
"use strict";
location.replace(document.currentScript.dataset.to + location.hash);
