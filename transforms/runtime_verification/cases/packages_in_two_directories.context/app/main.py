import acme_boot
import itsdangerous
