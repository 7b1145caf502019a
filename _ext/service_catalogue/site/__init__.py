"""The languages side by side, publishing, and the live preview."""
