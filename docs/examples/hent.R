# Beleggsprosent måned for måned som en data.frame. Trenger pakken jsonlite.
#
#   KADPULS=https://kadpuls.example KADPULS_TOKEN=kadpuls_… Rscript hent.R belegg-maaned fra=2024-01-01 til=2024-12-31

library(jsonlite)

base <- Sys.getenv("KADPULS", "http://127.0.0.1:3000")
token <- Sys.getenv("KADPULS_TOKEN")

# Én side av en tabell, som lister.
side <- function(navn, valg, nummer) {
  valg[["side"]] <- nummer
  sporring <- paste(names(valg), vapply(valg, URLencode, "", reserved = TRUE), sep = "=", collapse = "&")
  headers <- c(Accept = "application/json", if (nzchar(token)) c(Authorization = paste("Bearer", token)))
  kilde <- url(paste0(base, "/api/v1/tabeller/", navn, "?", sporring), headers = headers)
  on.exit(close(kilde))
  fromJSON(paste(readLines(kilde, warn = FALSE, encoding = "UTF-8"), collapse = "\n"), simplifyVector = FALSE)
}

# Alle rader. NA: vises ikke, eller mangler.
tabell <- function(navn, ...) {
  valg <- lapply(list(...), as.character)
  nummer <- 1
  rader <- list()
  repeat {
    svar <- side(navn, valg, as.character(nummer))
    rader <- c(rader, svar$rader)
    if (nummer >= svar$sider$av) break
    nummer <- nummer + 1
  }
  kolonner <- vapply(svar$kolonner, function(kolonne) kolonne$navn, "")
  verdier <- lapply(seq_along(kolonner), function(plass) {
    sapply(rader, function(rad) if (is.null(rad[[plass]])) NA else rad[[plass]])
  })
  setNames(as.data.frame(verdier), kolonner)
}

if (!interactive()) {
  ord <- commandArgs(trailingOnly = TRUE)
  par <- strsplit(ord[-1], "=", fixed = TRUE)
  valg <- setNames(lapply(par, `[`, 2), vapply(par, `[`, "", 1))
  write.csv(do.call(tabell, c(list(ord[1]), valg)), row.names = FALSE)
}
