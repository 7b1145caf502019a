"""What makes a release and looks after its supply chain; no part of the package that is installed."""
