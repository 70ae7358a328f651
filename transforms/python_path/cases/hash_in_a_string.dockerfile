FROM gcr.io/distroless/python3-debian12
HEALTHCHECK CMD ["python3", "-c", "print(1) # one"]
CMD ["python3", "-c", "print('#')"]
