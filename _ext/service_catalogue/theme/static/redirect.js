// A moved page: redirects with the anchor, which a refresh would lose.
"use strict";
location.replace(document.currentScript.dataset.to + location.hash);
