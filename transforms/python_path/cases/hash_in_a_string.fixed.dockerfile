FROM gcr.io/distroless/python3-debian12
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "print(1) # one"]
CMD ["/usr/bin/python3.11", "-c", "print('#')"]
