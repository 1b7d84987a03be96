"""What the suite is measured by: accuracy on passages, speed, memory, and many synthetic reports. `make bench`."""
