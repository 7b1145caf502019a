"""The theme: templates, styles, scripts and fonts, with the licences of what is not ours."""
